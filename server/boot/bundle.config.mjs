import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

/** Programs that are started, by the name of their file in `dist/bundle`. */
const programs = ["main", "worker", "doors", "cli", "demo/main"];

const below = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url));

// Our own hundreds of files as a few: each thread of each start would open and compile every one of them. Packages stay
// where npm put them.
export default defineConfig({
  root: below("../.."),
  publicDir: false,
  build: {
    ssr: true,
    target: "node20.19",
    outDir: below("../../dist/bundle"),
    emptyOutDir: true,
    sourcemap: true,
    minify: false,
    rollupOptions: {
      // Not there on every Node, so it would not be found.
      external: ["better-sqlite3-node-api"],
      input: Object.fromEntries(programs.map((name) => [name, below(`../${name}.ts`)])),
      output: { entryFileNames: "[name].js", chunkFileNames: "[name]-[hash].js" },
    },
  },
});
