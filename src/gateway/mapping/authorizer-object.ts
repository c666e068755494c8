import type { AuthorizerVariables } from '../authorizers/authorizer-variables.ts';
import { callMethod } from './velocity/members.ts';
import type { Rendering } from './velocity/rendering.ts';
import { HostObject, JavaMap, type Value } from './velocity/value.ts';

/** `$context.authorizer` of a request that an authorizer let through. */
export function authorizerObject({ principalId, claims, properties }: AuthorizerVariables): HostObject {
  const members = JavaMap.of([...properties].map(([name, value]) => [name, String(value)] as const));
  if (principalId !== undefined) members.put('principalId', principalId);
  if (claims !== undefined) members.put('claims', new MapObject(JavaMap.of(claims)));
  return new MapObject(members);
}

/** A map whose members can be named but that prints nothing: "Calling $context.authorizer.claims returns null." */
class MapObject extends HostObject {
  readonly #members: JavaMap;

  constructor(members: JavaMap) {
    super();
    this.#members = members;
  }

  get(name: string): Value {
    return this.#members.get(name);
  }

  override call(name: string, args: readonly Value[], rendering: Rendering): Value {
    return callMethod(this.#members, name, args, rendering);
  }

  text(): string {
    return '';
  }
}
