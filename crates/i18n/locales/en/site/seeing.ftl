### site/seeing
