const contract = "^client/src/contract(/|[.]ts$)";
const container = "^infra/container/";
const entries = "^handlers/entries/";
const wire = "^handlers/wire/";
const cli = "^cli/";
const test = "[.]test[.]tsx?$";

const rule = (name, comment, from, to) => ({ name, comment, severity: "error", from, to });

/** A package as it is written in an import, or as it is found on disk; `socket[.]io` is not `socket.io-client`. */
const packages = (modules) => `(^|node_modules/)(${modules})(/|$)`;

/** One technology, one folder: swapping it must touch nothing else. */
const driver = (name, modules, home) =>
  rule(
    `${name}-stays-home`,
    `Only ${home} may know that ${name} is used: swapping it must touch nothing else.`,
    { path: "^(core|infra|handlers|client|cli)/", pathNot: [home, test] },
    { path: packages(modules) },
  );

const tree = [
  rule("no-circular", "Files in a cycle can only be understood together: they are one file.", {}, { circular: true }),
  rule(
    "no-orphans",
    "What nobody imports is dead.",
    { orphan: true, path: "^(core|infra|handlers|client/src)/.*[.]tsx?$", pathNot: [entries, test] },
    {},
  ),
  rule(
    "imports-resolve",
    "A misspelt path matches no other rule, so it would pass them all.",
    {},
    { couldNotResolve: true },
  ),
  rule(
    "product-knows-no-test",
    "Tests can be deleted and the product still builds.",
    { path: "^(core|infra|handlers|client|cli|web)/", pathNot: test },
    { path: ["^(test|bench)/", test] },
  ),
];

const core = [
  rule(
    "core-is-closed",
    "The rules of chat know no technology: not ours, not npm's, not Node's. Their tests may use the test kit.",
    { path: "^core/", pathNot: test },
    { pathNot: "^core/" },
  ),
  rule(
    "entities-know-only-entities-and-errors",
    "An entity is true without any use of it.",
    { path: "^core/entities/", pathNot: test },
    { pathNot: ["^core/entities/", "^core/errors[.]ts$"] },
  ),
  rule(
    "errors-know-nothing",
    "The catalogue is readable, and documentable, by itself.",
    { path: "^core/errors[.]ts$" },
    { path: ".*" },
  ),
  rule(
    "ports-know-no-use-case",
    "A port promises to everyone alike.",
    { path: "^core/ports/" },
    { path: "^core/usecases/" },
  ),
  rule(
    "use-cases-do-not-call-each-other",
    "What two use cases share is a rule, and belongs to an entity, or a step of their transactions.",
    { path: "^core/usecases/(.+)[.]ts$", pathNot: test },
    { path: "^core/usecases/", pathNot: "^core/usecases/$1[.]ts$" },
  ),
  rule(
    "relay-knows-no-use-case",
    "The relay keeps the order of live events, and presence who is here; what happens to them is for the use case that holds it.",
    { path: "^core/(relay|presence)/" },
    { path: "^core/usecases/" },
  ),
  rule(
    "relay-serves-use-cases-only",
    "Whoever reached the relay past its use case could push what the use case would have held back.",
    { pathNot: ["^core/(relay|presence|usecases)/", container, entries, "^(test|bench)/", test] },
    { path: "^core/(relay|presence)/" },
  ),
  rule(
    "transactions-know-no-use-case",
    "A step inside a transaction serves several use cases alike.",
    { path: "^core/transactions/" },
    { path: "^core/(usecases|relay)/" },
  ),
  rule(
    "transactions-serve-use-cases-only",
    "Only a use case has judged whether the step may be taken.",
    { pathNot: ["^core/(transactions|usecases)/", "^test/", test] },
    { path: "^core/transactions/" },
  ),
];

const infra = [
  rule(
    "adapters-know-no-use-case",
    "An adapter keeps a port's promise; it does not decide.",
    { path: "^infra/", pathNot: container },
    { path: "^core/usecases/" },
  ),
  rule(
    "adapters-do-not-know-each-other",
    "Technologies meet in the container only; settings reach an adapter as arguments.",
    { path: "^infra/([^/]+)/", pathNot: container },
    { path: "^infra/", pathNot: "^infra/$1/" },
  ),
  rule(
    "roles-are-light",
    "A process that has services outside loads no embedded counterpart: PGlite alone is 27 MB.",
    { path: "^handlers/entries/(http|gateway|consumer|migrate|lambda-[a-z]+)[.]ts$" },
    { path: "^infra/(memory/|postgres/pglite)", reachable: true },
  ),
  rule(
    "functions-are-light",
    "A function's file is loaded by every cold start: it holds no sockets, and no page to try the API on.",
    { path: "^handlers/entries/lambda-[a-z]+[.]ts$" },
    { path: "^(infra/socketio/(server|redis-notice-source)|handlers/(gateway/|http/docs))", reachable: true },
  ),
  rule("infra-knows-no-handler", "The entry joins them.", { path: "^infra/" }, { path: "^handlers/" }),
  rule(
    "container-only-from-entries",
    "A container passed around is a global variable.",
    { pathNot: [entries, container, cli, "^test/", "^bench/"] },
    { path: container },
  ),
  rule(
    "inversify-only-in-the-container",
    "Wiring is one folder's business.",
    { pathNot: container },
    { path: packages("inversify|@inversifyjs|reflect-metadata") },
  ),
];

const handlers = [
  rule(
    "handlers-know-use-cases-only",
    "A handler translates; it reaches the world through a use case, or a function that its entry hands it.",
    { path: "^handlers/", pathNot: [entries, test] },
    { path: ["^infra/", "^core/ports/", entries] },
  ),
  rule(
    "handler-kinds-are-separate",
    "HTTP, socket and queue each speak their own language; what they share is the wire.",
    { path: "^handlers/([^/]+)/", pathNot: entries },
    { path: "^handlers/", pathNot: ["^handlers/$1/", wire] },
  ),
  rule(
    "wire-knows-no-handler",
    "Schemas are shared by every transport.",
    { path: wire },
    { path: ["^handlers/", "^core/(ports|usecases)/"], pathNot: wire },
  ),
];

const outside = [
  rule(
    "client-is-standalone",
    "It is published and used without the server.",
    { path: "^client/" },
    { path: "^(core|infra|handlers|cli|web|test|bench)/" },
  ),
  rule(
    "client-runs-anywhere",
    "A browser has no Node, and each package is a weight that its users carry: it needs these two.",
    { path: "^client/", pathNot: test },
    { pathNot: ["^(core|infra|handlers|client|cli|web|test|bench)/", packages("socket[.]io-client|uuid")] },
  ),
  rule(
    "server-sees-the-contract-only",
    "The wire is all that both sides share.",
    { path: "^(handlers|infra)/" },
    { path: "^client/", pathNot: contract },
  ),
  rule(
    "contract-knows-nothing",
    "It is compiled into both sides.",
    { path: contract },
    { path: ".*", pathNot: "^client/src/contract/" },
  ),
  rule(
    "cli-is-an-entry",
    "A terminal talks to a server as any client does, or to its infrastructure; what it would decide is a use case.",
    { path: cli, pathNot: test },
    { path: "^(core|handlers|client|web)/", pathNot: "^client/src/index[.]ts$" },
  ),
  rule("nobody-imports-the-cli", "An entry is where a process starts.", { pathNot: cli }, { path: cli }),
  rule(
    "web-uses-the-client-as-a-stranger-would",
    "The demo proves the public interface.",
    { path: "^web/" },
    { path: "^(core|infra|handlers|client|cli|test|bench)/", pathNot: "^client/src/(index|react/index)[.]tsx?$" },
  ),
];

const drivers = [
  driver("postgres", "pg|@electric-sql", "^infra/postgres/"),
  driver("rabbitmq", "amqplib|rabbitmq-client", "^infra/rabbitmq/"),
  driver("redis", "redis|@redis|ioredis", "^infra/(redis|socketio)/"),
  driver("rate-limiter-flexible", "rate-limiter-flexible", "^infra/(redis|runtime)/"),
  driver("socket.io", "socket[.]io|@socket[.]io", "^infra/socketio/"),
  driver("socket.io-client", "socket[.]io-client", "^client/"),
  driver("express", "express|helmet|cors", "^handlers/http/"),
  driver("swagger-ui", "swagger-ui-dist", "^handlers/http/"),
  driver("serverless-http", "serverless-http", entries),
  driver(
    "zod",
    "zod|@asteasolutions/zod-to-openapi",
    "^(handlers/(http|gateway|consumers|wire)/|infra/(rabbitmq/|config[.]ts$))",
  ),
  driver("jose", "jose", "^infra/auth/"),
  driver("uuid", "uuid", "^(client|infra/runtime)/"),
  driver("pino", "pino|pino-http", "^infra/telemetry/"),
  driver("prom-client", "prom-client", "^infra/telemetry/"),
  driver("commander", "commander", "^cli/"),
];

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [...tree, ...core, ...infra, ...handlers, ...outside, ...drivers],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules" },
    enhancedResolveOptions: { conditionNames: ["types", "import", "default"], exportsFields: ["exports"] },
  },
};
