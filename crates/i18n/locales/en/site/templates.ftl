### site/templates
