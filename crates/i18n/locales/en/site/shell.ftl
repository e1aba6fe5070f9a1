### site/shell
