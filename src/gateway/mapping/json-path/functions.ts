import { isNumber, toDouble } from '../velocity/arithmetic.ts';
import { JavaDouble, JavaList, JavaMap, type Value } from '../velocity/value.ts';
import { textOf } from '../velocity/value-text.ts';

/**
 * The functions that a path may end with; undefined where there is nothing to give.
 * https://github.com/json-path/JsonPath#functions
 */
export function applyFunction(name: string, value: Value, args: readonly Value[]): Value | undefined {
  switch (name) {
    case 'length':
    case 'size':
      if (value instanceof JavaList) return value.items.length;
      return value instanceof JavaMap ? value.size : undefined;
    case 'keys':
      return value instanceof JavaMap
        ? new JavaList(
            value.entries().map(({ key }) => key),
            true,
          )
        : undefined;
    case 'first':
      return value instanceof JavaList ? value.items[0] : undefined;
    case 'last':
      return value instanceof JavaList ? value.items.at(-1) : undefined;
    case 'concat':
      return [value, ...args]
        .flatMap(itemsOf)
        .map((item) => textOf(item))
        .join('');
    default:
      return aggregate(name, [value, ...args].flatMap(itemsOf));
  }
}

function itemsOf(value: Value): readonly Value[] {
  return value instanceof JavaList ? value.items : [value];
}

function aggregate(name: string, values: readonly Value[]): Value | undefined {
  const numbers = values.filter(isNumber).map(toDouble);
  if (numbers.length === 0) return undefined;
  const sum = numbers.reduce((total, number) => total + number, 0);
  const average = sum / numbers.length;
  switch (name) {
    case 'min':
      return new JavaDouble(numbers.reduce((least, number) => Math.min(least, number)));
    case 'max':
      return new JavaDouble(numbers.reduce((most, number) => Math.max(most, number)));
    case 'sum':
      return new JavaDouble(sum);
    case 'avg':
      return new JavaDouble(average);
    case 'stddev': {
      const squares = numbers.reduce((total, number) => total + (number - average) ** 2, 0);
      return new JavaDouble(Math.sqrt(squares / numbers.length));
    }
    default:
      return undefined;
  }
}
