import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const server = process.env.TALLYMAN_URL ?? "http://127.0.0.1:8080";

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  html: { cspNonce: "__NONCE__" },
  build: {
    outDir: "../dist/web",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    manifest: true,
    target: "es2023",
  },
  // The worker that receives pushes: one classic script whose address never changes, since browsers look for a newer one there.
  worker: { format: "iife", rolldownOptions: { output: { entryFileNames: "worker.js" } } },
  server: {
    proxy: {
      "/api": server,
      "/healthz": server,
      "/socket.io": { target: server, ws: true },
    },
  },
});
