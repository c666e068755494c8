import type { OfflineRequest } from '../gateway/mapping/offline-source.ts';
import { TemplateTrace } from '../gateway/mapping/template-trace.ts';
import type { CommandIo } from './command.ts';
import { NO_PARAMETERS, readContext, readParameters, readStageVariables, readText } from './vtl-files.ts';
import { VtlProblem } from './vtl-problem.ts';
import { parseRenderOptions, type RenderOptions } from './vtl-render-options.ts';
import { type Overrides, overridesOf } from './vtl-result.ts';
import { excerpt, renderFile, type TemplateFile } from './vtl-template.ts';
import { traceText } from './vtl-trace-text.ts';

const MAXIMUM_INPUT = 10 * 1024 * 1024;

/** `alicorn vtl render` */
export async function runRender(args: readonly string[], io: CommandIo): Promise<number> {
  const options = parseRenderOptions(args);
  let template: TemplateFile | undefined;
  try {
    template = await readTemplate(options.template, io);
    const payload = options.input === undefined ? '' : await readInput(options.input, io);
    render(template, payload, requestOf(options), options, io);
    return 0;
  } catch (error) {
    if (!(error instanceof VtlProblem)) throw error;
    if (options.json) io.stdout.write(`${JSON.stringify({ error: errorOf(error) }, null, 2)}\n`);
    else io.stderr.write(`${error.message}\n${template ? excerpt(template, error) : ''}`);
    return 1;
  }
}

function render(
  template: TemplateFile,
  payload: string,
  request: OfflineRequest,
  { trace: traced, json, response }: RenderOptions,
  io: CommandIo,
): void {
  const trace = traced ? new TemplateTrace(template.text) : undefined;
  try {
    const result = renderFile(template, payload, request, trace);
    const overrides = overridesOf(result);
    if (json) {
      const { requestOverride, ...others } = overrides;
      const effective = response ? others : { requestOverride, ...others };
      const steps = trace && { trace: trace.lines, truncated: trace.truncated };
      io.stdout.write(`${JSON.stringify({ output: result.output, ...effective, ...steps }, null, 2)}\n`);
      return;
    }
    if (trace) io.stderr.write(traceText(trace.lines, trace.truncated));
    io.stderr.write(overridesText(overrides, response));
    io.stdout.write(result.output.endsWith('\n') ? result.output : `${result.output}\n`);
  } catch (error) {
    // How far it came says where it went wrong.
    if (trace && !json) io.stderr.write(traceText(trace.lines, trace.truncated));
    throw error;
  }
}

function requestOf({ context, stageVariables, params }: RenderOptions): OfflineRequest {
  const variables: Record<string, string> = Object.create(null);
  for (const given of stageVariables) {
    if (typeof given === 'string') Object.assign(variables, readStageVariables(given));
    else variables[given.name] = given.value;
  }
  return {
    context: context === undefined ? new Map() : readContext(context),
    stageVariables: variables,
    ...(params === undefined ? NO_PARAMETERS : readParameters(params)),
  };
}

async function readTemplate(path: string, io: CommandIo): Promise<TemplateFile> {
  if (path === '-') return { file: '(standard input)', text: await readInput(path, io) };
  return { file: path, text: readText(path) };
}

async function readInput(path: string, { stdin }: CommandIo): Promise<string> {
  if (path !== '-') return readText(path);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stdin) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > MAXIMUM_INPUT) throw new VtlProblem('(standard input)', 'there is more than 10 MB', undefined);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString();
}

/** One line for each override; those of a request mean nothing when an integration has answered. */
function overridesText({ requestOverride, responseOverride }: Overrides, response: boolean): string {
  let text = '';
  const line = (name: string, value: unknown, note = '') => {
    text += `$context.${name} = ${JSON.stringify(value)}${note}\n`;
  };
  for (const [kind, values] of Object.entries(requestOverride ?? {})) {
    for (const [name, value] of Object.entries(values)) {
      line(
        `requestOverride.${kind}.${name}`,
        value,
        response ? ' (without effect in a response template)' : '',
      );
    }
  }
  if (responseOverride?.status !== undefined) line('responseOverride.status', responseOverride.status);
  for (const [name, value] of Object.entries(responseOverride?.header ?? {}))
    line(`responseOverride.header.${name}`, value);
  return text;
}

function errorOf({ file, reason, line, column }: VtlProblem) {
  return { message: reason, file, line, column };
}
