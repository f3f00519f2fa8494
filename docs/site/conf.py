"""Configures the documentation site, which docs/site/build makes of the Markdown files as they are."""

import posixpath
import re
from pathlib import Path

from sphinx.addnodes import pending_xref

root = Path(__file__).resolve().parents[2]
project = "Referee"
release = re.search("<version>(.+?)</version>", (root / "pom.xml").read_text())[1]
copyright = "the Referee authors"

extensions = ["myst_parser"]
include_patterns = ["*.md", "api/*.md", "docs/**.md"]
exclude_patterns = ["*/src"]
myst_heading_anchors = 4

html_theme = "furo"
html_title = f"Referee {release}"
html_copy_source = False
html_show_sphinx = False
# Browsers let no page that is a file read another one, as summaries would.
html_show_search_summary = False

checks = sorted(page.stem for page in (root / "docs/checks").glob("*.*.md"))
# GitHub shows the same files, so the navigation is not in them.
NAVIGATION = {
    "index": {
        "Use Referee": ["README", "docs/organisers", "docs/games", "docs/eks", "docs/checks/README", "api/index"],
        "Reference": ["docs/json-form", "docs/events", "docs/fidelity", "docs/performance"],
        "Project": ["CONTRIBUTING", "docs/decisions/README", "docs/dependencies", "SECURITY", "CHANGELOG"],
    },
    "docs/checks/README": {"": [f"{check} <{check}>" for check in checks]},
    "docs/decisions/README": {"": ["0*"]},
}


def add_navigation(app, docname, source):
    """Appends a page's part of the navigation; the links of docs/README.md start one directory further up."""
    if docname == "index":
        source[0] = re.sub(r"\]\((?![a-z]+:|#)", "](docs/", source[0])
    for caption, pages in NAVIGATION.get(docname, {}).items():
        options = "hidden: true\nglob: true\n" + (f"caption: {caption}\n" if caption else "")
        source[0] += f"\n```{{toctree}}\n---\n{options}---\n" + "\n".join(pages) + "\n```\n"


def resolve_directories(app, doctree):
    """Leads links to directories to their README; where there is none, their text stays, for the site has no sources."""
    for node in list(doctree.findall(pending_xref)):
        docname = app.env.docname
        target = posixpath.normpath(posixpath.join(posixpath.dirname(docname), node["reftarget"]))
        if node["reftype"] != "myst" or node["refdomain"] or not (root / target).is_dir():
            continue
        page = "index" if target == "docs" else target + "/README"
        if page in app.env.found_docs:
            node["refdomain"], node["reftarget"], node["reftargetid"] = "doc", page, None
        else:
            node.replace_self(node.children)


def setup(app):
    app.connect("source-read", add_navigation)
    app.connect("doctree-read", resolve_directories)
