import { parseArgs } from 'node:util';
import { UsageError } from './command.ts';

/** What `alicorn vtl render` was asked to do, checked. */
export interface RenderOptions {
  /** Path; `-` for standard input. */
  readonly template: string;
  /** Path; `-` for standard input; undefined for no payload. */
  readonly input: string | undefined;
  readonly response: boolean;
  readonly context: string | undefined;
  /** Files, and variables given as `NAME=VALUE`, in their order. */
  readonly stageVariables: readonly (string | { readonly name: string; readonly value: string })[];
  readonly params: string | undefined;
  readonly trace: boolean;
  readonly json: boolean;
}

/** Reads the command line. Throws UsageError, or what parseArgs throws. */
export function parseRenderOptions(args: readonly string[]): RenderOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      input: { type: 'string' },
      response: { type: 'boolean', default: false },
      context: { type: 'string' },
      'stage-variables': { type: 'string', multiple: true, default: [] },
      params: { type: 'string' },
      trace: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const [template, ...more] = positionals;
  if (template === undefined) throw new UsageError('a TEMPLATE is missing: the file to render');
  if (more.length > 0) {
    throw new UsageError(
      `one TEMPLATE is rendered at a time, not also ${JSON.stringify(more[0])}; payloads are given by --input`,
    );
  }
  if (template === '-' && values.input === '-')
    throw new UsageError('the template and --input are both standard input: put one of them into a file');
  return {
    template,
    input: values.input,
    response: values.response,
    context: values.context,
    stageVariables: values['stage-variables'].map(readStageVariable),
    params: values.params,
    trace: values.trace,
    json: values.json,
  };
}

function readStageVariable(text: string): string | { name: string; value: string } {
  const [, name, value] = /^([A-Za-z0-9_]+)=(.*)$/s.exec(text) ?? [];
  return name === undefined || value === undefined ? text : { name, value };
}
