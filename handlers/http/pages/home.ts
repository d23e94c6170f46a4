import { escape } from "./html.ts";
import { page } from "./page.ts";

export const homePage = (address: string): string =>
  page(
    "chat-backend",
    `<h1>chat-backend</h1>
<p>The server runs at <code>${escape(address)}</code>.</p>
<h2>Next</h2>
<ol>
<li>A token for alice: <pre><code>npm run -s token -- alice</code></pre></li>
<li>Chat as alice, and as bob in a second terminal: <pre><code>npm run chat -- alice</code></pre></li>
<li>Who the token speaks for:
<pre><code>curl -H "Authorization: Bearer $(npm run -s token -- alice)" ${escape(address)}/v1/me</code></pre></li>
</ol>
<h2>Read</h2>
<ul>
<li><a href="/docs">The HTTP API</a>, to try in the browser; as <a href="/openapi.json">OpenAPI</a></li>
<li><a href="/docs/socket">The socket events</a>; as <a href="/asyncapi.json">AsyncAPI</a></li>
<li><a href="/docs/errors">The errors</a>, and what to do about each</li>
</ul>`,
  );
