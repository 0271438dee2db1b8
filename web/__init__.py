"""The web server on aiohttp: the local chat page, webhooks, health."""
