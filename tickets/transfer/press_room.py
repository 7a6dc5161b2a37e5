"""Makes a PDF in a process of its own: of HTML on stdin and a sheet of styles, onto stdout.

It fetches nothing, neither a file nor an address, whatever the HTML names. Nothing of the product
is imported here.
"""

import resource
import sys

NO_ENGINE = 3  # the exit code that says: this machine lacks the libraries
MEMORY = 1536 * 1024 * 1024
SECONDS = 60


def main() -> int:
    """Print what is handed in; 0, or NO_ENGINE."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    try:
        from weasyprint import CSS, HTML  # its import is what fails without libraries
        from weasyprint.urls import URLFetcher
    except OSError:
        return NO_ENGINE
    fetches_nothing = URLFetcher(allowed_protocols=())
    page = HTML(string=sys.stdin.buffer.read().decode(), url_fetcher=fetches_nothing)
    sheet = CSS(string=sys.argv[1], url_fetcher=fetches_nothing)
    page.write_pdf(sys.stdout.buffer, stylesheets=[sheet], pdf_variant="pdf/ua-1")
    return 0


if __name__ == "__main__":
    sys.exit(main())
