### Les pages de documentation ; leur texte est en Markdown, dans crates/web/documentation.

documentation-menu = Documentation
documentation-reference = Référence de l’API
documentation-reference-lead = Toutes les opérations de l’API, d’après sa description OpenAPI.
documentation-reference-download = Description OpenAPI
documentation-reference-parameters = Paramètres
documentation-reference-body = Corps
documentation-reference-answers = Réponses
