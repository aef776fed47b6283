// Adds to the licences what a package carries within, which the build cannot see, and writes beside the built page the
// hash of the sources that it was built from: so a test can tell an old page without Node.
// tests/playground/test_page_current.py computes the same hash.
import { createHash } from "node:crypto";
import { appendFileSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

const page = fileURLToPath(new URL("..", import.meta.url));
const built = join(page, "../bot/playground/page");
const ROOT_FILES = ["index.html", "package-lock.json", "package.json", "tsconfig.json", "vite.config.ts"];

const below = (folder) =>
  readdirSync(join(page, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith("."))
    .map((entry) => relative(page, join(entry.parentPath, entry.name)).split(sep).join("/"));

const hash = createHash("sha256");
for (const name of [...ROOT_FILES, ...below("src"), ...below("tools")].sort()) {
  hash.update(`${name}\0`).update(readFileSync(join(page, name))).update("\0");
}
writeFileSync(join(built, "built-from.txt"), `${hash.digest("hex")}\n`);
appendFileSync(join(built, "THIRD-PARTY.md"), readFileSync(join(page, "tools/carried-within.md")));
