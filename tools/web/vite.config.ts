import { defineConfig } from "vite";

// What is built is served as files by `rireki serve`, under a policy that allows nothing inline and nothing from
// elsewhere. In development (`npx vite`) a running service answers what the page asks.
export default defineConfig({
  base: "/",
  esbuild: { jsx: "automatic", jsxImportSource: "preact" },
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 900,
  },
  server: { proxy: { "/v1": process.env["RIREKI_SERVER"] ?? "http://127.0.0.1:8080" } },
});
