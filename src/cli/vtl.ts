import { type Command, UsageError } from './command.ts';

const help = `alicorn vtl: render mapping templates without a gateway, and test them

usage: alicorn vtl render TEMPLATE [OPTIONS]
       alicorn vtl test PATH... [OPTIONS]

alicorn vtl render prints what API Gateway makes of a payload by a mapping template
  TEMPLATE              a file, or - for standard input
  --input FILE          the payload: a request's body or, with --response, what the integration answered;
                        - for standard input (default: an empty one)
  --response            the template is one of an integration response
  --context FILE        JSON, $context: {"stage": "prod", "identity": {...}, "authorizer": {"claims": {...}}}; what it
                        does not have keeps sample values that never change
  --stage-variables FILE|NAME=VALUE
                        JSON, or one variable; may be repeated
  --params FILE         JSON, $input.params(): {"path": {...}, "querystring": {...}, "header": {...}}
  --trace               on standard error, what each line of the template set, decided and printed
  --json                {"output", "requestOverride", "responseOverride", "trace", "truncated"}, or {"error": {"message",
                        "file", "line", "column"}}

alicorn vtl test renders golden files and compares: PATH is a folder, with the folders in it, or one template. Beside
NAME.vm (or NAME.vtl) stand the files of its cases; without CASE they are those of an only case
  NAME.CASE.input.json             the payload (or .txt); a case without one has an empty payload
  NAME.CASE.expected.json          what comes out, compared as JSON: neither the order of members nor blanks count
  NAME.CASE.expected.txt           what comes out, to the letter but for a line end at the end
  NAME.CASE.overrides.json         optional: the requestOverride and responseOverride that are set
  NAME.CASE.context.json, NAME.CASE.params.json, NAME.CASE.stage-variables.json
                                   optional, as for render; without CASE they are for every case that has none itself
  --update              write what comes out into the expected files, and overrides where there are any
  --json                {"passed", "failed", "updated", "cases": [{"template", "case", "result", "difference"|"error"}]}

Exit code: 0 rendered, or all passed; 1 failed; 2 wrongly called.

examples
  alicorn vtl render create.vm --input request.json --context context.json --trace
  echo '{"id":"aws"}' | alicorn vtl render create.vm --input - --stage-variables table=links
  alicorn vtl test templates/
`;

/** `alicorn vtl` */
export const vtlCommand: Command = {
  name: 'vtl',
  summary: 'render mapping templates without a gateway, and test them',
  help,
  async run([action, ...args], io) {
    // Loaded when they are run: the engine is nothing that help needs.
    if (action === 'render') return (await import('./vtl-render.ts')).runRender(args, io);
    if (action === 'test') return (await import('./vtl-test.ts')).runTest(args, io);
    const given = action === undefined ? 'nothing' : JSON.stringify(action);
    throw new UsageError(`the first word says what to do: render or test, not ${given}`);
  },
};
