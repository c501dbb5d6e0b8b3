/** The page's files are imported as text. */
declare module "*.css" {
  const text: string;
  export default text;
}
declare module "*.html" {
  const text: string;
  export default text;
}
declare module "../picture/page/*.js" {
  const text: string;
  export default text;
}
