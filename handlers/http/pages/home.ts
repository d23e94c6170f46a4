import { curlLine } from "./curl-line.ts";
import { escape } from "./html.ts";
import { page } from "./page.ts";

const nextSteps = (address: string): string => `<h2>Next</h2>
<p>From the project's directory, while this server runs:</p>
<ol>
<li>Two people talking, each in a terminal of their own:
<pre><code>npm run chat -- alice</code></pre><pre><code>npm run chat -- bob</code></pre></li>
<li>A message that both terminals show: <pre><code>${escape(curlLine(address))}</code></pre></li>
<li>A token, to try the API with: <pre><code>npm run -s token -- alice</code></pre></li>
</ol>
`;

/** @param isTrial without a lobby, and with a secret that only the operator has, there is nothing to paste. */
export const homePage = (address: string, isTrial: boolean): string =>
  page(
    "chat-backend",
    `<h1>chat-backend</h1>
<p>The server runs at <code>${escape(address)}</code>.</p>
${isTrial ? nextSteps(address) : ""}<h2>Read</h2>
<ul>
<li><a href="/docs">The HTTP API</a>, to try in the browser; as <a href="/openapi.json">OpenAPI</a></li>
<li><a href="/docs/socket">The socket events</a>; as <a href="/asyncapi.json">AsyncAPI</a></li>
<li><a href="/docs/errors">The errors</a>, and what to do about each</li>
<li><a href="/docs/permissions">The permissions</a>: who gets what from each operation</li>
</ul>`,
  );
