### site/documentation
