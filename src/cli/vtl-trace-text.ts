import type { TraceLine, TraceStep } from '../gateway/mapping/template-trace.ts';

const LONGEST_SOURCE = 100;
const LONGEST_VALUE = 200;

/**
 * A trace for people: each line of the template as often as it was gone through, below it what happened there, and what
 * it printed behind `>`.
 */
export function traceText(lines: readonly TraceLine[], truncated: boolean): string {
  const width = String(Math.max(1, ...lines.map(({ line }) => line))).length;
  const margin = ' '.repeat(width);
  let text = '';
  for (const { line, source, output, steps } of lines) {
    text += `${String(line).padStart(width)} | ${shortened(source, LONGEST_SOURCE)}\n`;
    for (const step of steps) text += `${margin} |   ${stepText(step)}\n`;
    if (output !== '') text += `${printed(output, `${margin} > `)}\n`;
  }
  return truncated ? `${text}${margin} | and more, which was not written down\n` : text;
}

function stepText(step: TraceStep): string {
  switch (step.kind) {
    case 'set': {
      const { target, value } = step;
      return value === null
        ? `${target} stays as it was: there is no value`
        : `${target} = ${oneLine(value)}`;
    }
    case 'if':
      return step.line === null ? 'no branch is taken' : `the branch of line ${step.line} is taken`;
    case 'foreach':
      return `${step.iteration} of ${step.of}: ${step.variable} = ${oneLine(step.value)}`;
    case 'macro':
      return `#${step.name} begins`;
    case 'break':
      return 'the loop ends';
    case 'stop':
      return 'the template ends';
  }
}

/** What was printed, each of its lines behind the mark, with line ends to be seen. */
function printed(output: string, mark: string): string {
  const lines = output.split('\n');
  const last = lines.pop() ?? '';
  return [...lines.map((line) => `${mark}${line}↵`), ...(last === '' ? [] : [`${mark}${last}`])].join('\n');
}

function oneLine(value: string): string {
  return shortened(value.replaceAll('\n', '\\n').replaceAll('\r', '\\r'), LONGEST_VALUE);
}

function shortened(text: string, longest: number): string {
  return text.length > longest ? `${text.slice(0, longest)}...` : text;
}
