### The documentation pages; their text is Markdown, in crates/web/documentation.

documentation-menu = Documentation
documentation-reference = API reference
documentation-reference-lead = Every operation of the API, from its OpenAPI description.
documentation-reference-download = OpenAPI description
documentation-reference-parameters = Parameters
documentation-reference-body = Body
documentation-reference-answers = Answers
