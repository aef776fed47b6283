import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const PLAYGROUND = "http://127.0.0.1:3030";

// The built page goes into the Python package. The server of the playground serves these files and nothing else.
export default defineConfig({
  plugins: [react()],
  build: {
    outDir: "../bot/playground/page",
    emptyOutDir: true,
    target: "es2022",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1500,
    license: { fileName: "THIRD-PARTY.md" },
    rolldownOptions: {
      output: {
        // Names without hashes keep the history of the built page readable; the server sends them uncached.
        entryFileNames: "assets/page.js",
        chunkFileNames: "assets/[name].js",
        assetFileNames: "assets/[name][extname]",
      },
    },
  },
  // The playground takes acts from its own page alone, so for it `npm run dev` stands under its address.
  server: { proxy: { "/api": { target: PLAYGROUND, changeOrigin: true, headers: { origin: PLAYGROUND } } } },
});
