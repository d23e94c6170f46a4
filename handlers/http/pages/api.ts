/** Swagger UI, from files of this server alone. */
export const apiPage = (): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>HTTP API</title>
<link rel="stylesheet" href="/docs/assets/swagger-ui.css">
<link rel="icon" type="image/png" href="/docs/assets/favicon-32x32.png">
</head>
<body>
<p style="font: 16px/1.5 system-ui, sans-serif; margin: 1rem auto; max-width: 1420px; padding: 0 20px">
<a href="/">chat-backend</a> · <a href="/docs/socket">the socket events</a> · <a href="/docs/errors">the errors</a> ·
<a href="/docs/permissions">the permissions</a></p>
<div id="swagger-ui"></div>
<script src="/docs/assets/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`;

/** A file of its own, because the page's policy allows no script inside the page. */
export const apiPageScript = `SwaggerUIBundle({ url: "/openapi.json", dom_id: "#swagger-ui", deepLinking: true });
`;
