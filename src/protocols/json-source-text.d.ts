/**
 * JSON.parse source text access, which Node has and TypeScript's library doesn't describe yet.
 * https://github.com/tc39/proposal-json-parse-with-source
 */
interface JSON {
  /** A value that JSON.stringify writes as the given text. */
  rawJSON(text: string): object;
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: { source: string }) => unknown,
  ): unknown;
}
