import type { MappingSource } from './mapping-source.ts';
import { callMethod } from './velocity/members.ts';
import type { Rendering } from './velocity/rendering.ts';
import { HostObject, JavaMap, type Value } from './velocity/value.ts';
import { textOf } from './velocity/value-text.ts';

/**
 * `$context`. Of what is in it templates can set `requestOverride.{header,path,querystring}.NAME`,
 * `responseOverride.header.NAME` and `responseOverride.status`.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html#context-variable-reference
 */
export class ContextObject extends HostObject {
  readonly #source: MappingSource;
  #requestOverride: JavaMap | undefined;
  #responseOverride: JavaMap | undefined;

  constructor(source: MappingSource) {
    super();
    this.#source = source;
  }

  /** Undefined when no template has touched it. */
  get requestOverride(): JavaMap | undefined {
    return this.#requestOverride;
  }

  /** Undefined when no template has touched it. */
  get responseOverride(): JavaMap | undefined {
    return this.#responseOverride;
  }

  get(name: string): Value {
    switch (name) {
      case 'requestOverride':
        this.#requestOverride ??= JavaMap.of([
          ['header', new JavaMap(true)],
          ['path', new JavaMap(true)],
          ['querystring', new JavaMap(true)],
        ]);
        return this.#requestOverride;
      case 'responseOverride':
        this.#responseOverride ??= JavaMap.of([['header', new JavaMap(true)]]);
        return this.#responseOverride;
      default:
        return this.#source.contextValue(name);
    }
  }

  /** It is a map to those who call its methods, such as `$context.keySet()`. */
  override call(name: string, args: readonly Value[], rendering: Rendering): Value {
    return callMethod(this.#asMap(), name, args, rendering);
  }

  text(): string {
    return textOf(this.#asMap());
  }

  #asMap(): JavaMap {
    const map = this.#source.contextMembers();
    for (const name of ['requestOverride', 'responseOverride']) map.put(name, this.get(name));
    return map;
  }
}
