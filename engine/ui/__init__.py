"""The app in the browser: pages drawn from a rule set, its forms and its cases.

`pages` has one file for each page of the menu. `filling` is a form that somebody fills in, with the boxes of `fields`;
`cases` is the page of a case and what is done on it, `accounts` signing in and one's own account, `comparing` the page
that compares localities, `previews` small pictures of files, `sheets` the style. Beside them stand the server, what all
pages share, and `page_run`, what one run of a page reads at its beginning.
"""
