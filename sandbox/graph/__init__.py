"""What Meta's Graph API is everywhere: errors, versions, tokens, usage headers, `fields=`, pages of a listing, uploads.

The real API ignores parameters it does not know; this one refuses them, so that what it takes is certain to be right.
"""
