/** Texts for readers of sh's language. */
import fc from "fast-check";

/** Any character; fast-check's own way to all of them takes a second to set up. */
const character = fc
  .oneof(fc.integer({ min: 0, max: 0xd7ff }), fc.integer({ min: 0xe000, max: 0x10ffff }))
  .map((code) => String.fromCodePoint(code));

/** Texts with all that means something to sh, often in bad order. */
export const shellTexts: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ..."' \" ` $ \\ ( ) { } ; & | < > # = \n \t * ? [ ] ~ ! $( $(( ${ )) ;; && || a b 1 a= <<E E".split(
          " ",
        ),
        " ",
        ..."if then else elif fi while until do done for in case esac export".split(" "),
      ),
      fc.string({ unit: character, maxLength: 3 }),
    ),
    { maxLength: 40 },
  )
  .map((pieces) => pieces.join(""));

/** Any word: of any characters, or of what means something to sh. */
export const shellWords: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: character }),
  shellTexts,
);
