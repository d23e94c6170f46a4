/** Only what a role needs is loaded: what the others are made of stays on the disk. */
const entries = {
  all: () => import("./all.ts"),
  http: () => import("./http.ts"),
  gateway: () => import("./gateway.ts"),
  consumer: () => import("./consumer.ts"),
  migrate: () => import("./migrate.ts"),
};

const isRole = (name: string): name is keyof typeof entries => Object.hasOwn(entries, name);

// An entry finds its arguments where it would without this one.
const [name = ""] = process.argv.splice(2, 1);

if (isRole(name)) await entries[name]();
else {
  const known = Object.keys(entries).join(", ");
  process.stderr.write(
    `${name === "" ? "No role is named." : `There is no role "${name}".`} The roles are ${known}.\n`,
  );
  process.exitCode = 1;
}
