import type { Backends } from '../../../../backends/backend.ts';
import { xmlError } from '../../../../protocols/xml-elements.ts';
import type { CallOrigin } from '../service-clients.ts';
import { type BackendService, callBackend } from './backend-call.ts';

interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** Texts, lists (of texts or of tags), and maps. */
export type QueryInput = Readonly<
  Record<string, string | readonly string[] | readonly Tag[] | Readonly<Record<string, string>> | undefined>
>;

/** Calls operations of a service by name, with inputs typed by `Inputs`; gives the answer's XML. */
export type QueryClient<Inputs extends Record<keyof Inputs, QueryInput>> = <
  Name extends keyof Inputs & string,
>(
  operation: Name,
  input: Inputs[Name],
) => Promise<string>;

export interface QueryService extends BackendService {
  /** The API's version: `2010-03-31`. */
  readonly version: string;
}

/** https://smithy.io/2.0/aws/protocols/aws-query-protocol.html */
export function queryClient<Inputs extends Record<keyof Inputs, QueryInput>>(
  backends: Backends,
  service: QueryService,
  origin: CallOrigin,
): QueryClient<Inputs> {
  return (operation, input) => {
    const form = new URLSearchParams({ Action: operation, Version: service.version });
    for (const [name, value] of Object.entries<QueryInput[string]>(input)) append(form, name, value);
    const headers = ['Content-Type', 'application/x-www-form-urlencoded; charset=utf-8'];
    const call = { method: 'POST', path: '/', headers, body: String(form) };
    return callBackend(backends, service, origin, call, xmlError);
  };
}

function append(form: URLSearchParams, name: string, value: QueryInput[string]): void {
  if (value === undefined) return;
  if (typeof value === 'string') form.append(name, value);
  else if (Array.isArray(value))
    for (const [index, one] of value.entries()) appendMember(form, `${name}.member.${index + 1}`, one);
  else
    for (const [index, [key, one]] of Object.entries(value).entries()) {
      form.append(`${name}.entry.${index + 1}.key`, key);
      form.append(`${name}.entry.${index + 1}.value`, one);
    }
}

function appendMember(form: URLSearchParams, name: string, value: string | Tag): void {
  if (typeof value === 'string') {
    form.append(name, value);
    return;
  }
  form.append(`${name}.Key`, value.Key);
  form.append(`${name}.Value`, value.Value);
}
