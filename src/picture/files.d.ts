/** Files that go along with the program are imported as their paths. */
declare module "*.wasm" {
  const path: string;
  export default path;
}
declare module "*.ttf" {
  const path: string;
  export default path;
}
declare module "./page/*.js" {
  const text: string;
  export default text;
}
