import { compileParts, compilePattern, type Pattern } from './pattern.ts';
import { type PatternPart, parsePatternText } from './pattern-text.ts';

/** Colons before the resource part of an ARN. */
const COLONS = 5;

/**
 * Compiles one text of a `Resource` or `NotResource` element. A `*` at the end of an ARN's segment also matches what
 * follows behind the colon, other wildcards stay in their segment; the resource part, which may hold colons, is one
 * segment. Variables are replaced in the resource part only.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export function compileResource(text: string, variables: boolean): Pattern {
  if (text === '*') return () => true;
  const start = resourcePart(text);
  const head = parsePatternText(text.slice(0, start), { wildcards: true, variables: false });
  const tail = parsePatternText(text.slice(start), { wildcards: true, variables });
  return compileParts([...narrowed(head), ...tail]);
}

function resourcePart(text: string): number {
  let at = 0;
  for (let colons = 0; colons < COLONS; colons++) {
    const colon = text.indexOf(':', at);
    if (colon < 0) return text.length;
    at = colon + 1;
  }
  return at;
}

function narrowed(parts: readonly PatternPart[]): PatternPart[] {
  return parts.map((part, index) => {
    if (part.kind === 'one') return { kind: 'one', narrow: true };
    if (part.kind !== 'many') return part;
    const next = parts[index + 1];
    const endsSegment = next === undefined || (next.kind === 'text' && next.text.startsWith(':'));
    return { kind: 'many', narrow: !endsSegment };
  });
}

/**
 * Compiles a value of an ARN condition operator: "Each of the six colon-delimited components of the ARN is checked
 * separately and each can include multi-character match wildcards (*) or single-character match wildcards (?)."
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
 */
export function compileArn(text: string, variables: boolean): Pattern {
  if (text === '*') return (arn) => arn.startsWith('arn:');
  const components = patternComponents(text, variables).map((component) =>
    compilePattern(component, { wildcards: true, variables }),
  );
  if (components.length !== COLONS + 1) return () => false;
  return (arn, context) => {
    const values = arnComponents(arn);
    if (values.length !== components.length) return false;
    return components.every((component, index) => component(values[index] ?? '', context));
  };
}

function arnComponents(arn: string): string[] {
  const start = resourcePart(arn);
  if (start === arn.length && arn.split(':', COLONS + 1).length <= COLONS) return [];
  return [...arn.slice(0, start - 1).split(':'), arn.slice(start)];
}

/** Splits at colons, but not at those inside of `${...}`. */
function patternComponents(text: string, variables: boolean): string[] {
  const components: string[] = [];
  let start = 0;
  for (let at = 0; at < text.length && components.length < COLONS; at++) {
    if (variables && text.startsWith('${', at)) {
      const close = text.indexOf('}', at);
      if (close > 0) at = close;
    } else if (text[at] === ':') {
      components.push(text.slice(start, at));
      start = at + 1;
    }
  }
  components.push(text.slice(start));
  return components;
}
