### site/platform
