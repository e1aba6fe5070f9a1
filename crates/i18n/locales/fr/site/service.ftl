### site/service
