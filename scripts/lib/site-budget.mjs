// What a page makes the browser load before it works: the entry's chunks and the page's own, with all they import,
// by the build's manifest. Chunks that a page loads later, when asked, are not counted.
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const ENTRY = "index.html";

/** The manifest's keys that `page` (a key of it) needs at first: its own, the entry's, and all they import. */
export function chunksOf(manifest, page) {
  const seen = new Set();
  const visit = (key) => {
    if (seen.has(key)) return;
    if (manifest[key] === undefined) throw new Error(`the build has no ${key}`);
    seen.add(key);
    for (const imported of manifest[key].imports ?? []) visit(imported);
  };
  visit(ENTRY);
  visit(page);
  return [...seen];
}

/** Bytes of all `sources` as they travel, each compressed by itself. */
export function compressedBytes(sources) {
  const sum = (sizes) => sizes.reduce((total, size) => total + size, 0);
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }; // what an edge affords, not the best there is
  return {
    gzip: sum(sources.map((source) => gzipSync(source).byteLength)),
    brotli: sum(sources.map((source) => brotliCompressSync(source, quality).byteLength)),
  };
}
