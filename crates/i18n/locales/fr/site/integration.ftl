### site/integration
