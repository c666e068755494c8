import { ServiceError } from '../../protocols/service-error.ts';

const EXPRESSIONS = [
  'ConditionExpression',
  'FilterExpression',
  'KeyConditionExpression',
  'ProjectionExpression',
  'UpdateExpression',
];
/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html: 4 KB */
const MAXIMUM_SIZE = 4096;
/** dynalite's parser takes twice as long for every parenthesis within another; so much takes it about half a second. */
const MAXIMUM_WORK = 2 ** 15;

/** Refuses expressions that dynalite would not come to an end with. Throws ValidationException. */
export function limitExpressions(input: Readonly<Record<string, unknown>>): void {
  for (const name of EXPRESSIONS) {
    const expression = Object.hasOwn(input, name) ? input[name] : undefined;
    if (typeof expression !== 'string') continue;
    if (Buffer.byteLength(expression) > MAXIMUM_SIZE) {
      const size = Buffer.byteLength(expression);
      throw invalid(name, `Expression size has exceeded the maximum allowed size; expression size: ${size}`);
    }
    if (workOf(expression) > MAXIMUM_WORK) throw invalid(name, 'The expression is nested too deeply');
  }
}

function workOf(expression: string): number {
  let work = 0;
  let depth = 0;
  for (const character of expression) {
    if (character === '(') work += 2 ** ++depth;
    else if (character === ')') depth = Math.max(0, depth - 1);
  }
  return work;
}

function invalid(name: string, reason: string): ServiceError {
  return new ServiceError('ValidationException', 400, `Invalid ${name}: ${reason}`);
}
