// A second copy of a module, loaded as the version that was deployed before (loader.ts).
declare module "*?version=old" {
  const worker: (typeof import("../worker/index.ts"))["default"];
  export default worker;
}
