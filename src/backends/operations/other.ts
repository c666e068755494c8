import { parseParameters } from '../../protocols/form.ts';
import { rawHeader } from '../raw-headers.ts';
import type { Described, ServiceCall } from '../service-call.ts';
import { signingFacts } from '../signing-facts.ts';
import { targetOperation } from './json-body.ts';

const FORM = 'application/x-www-form-urlencoded';

/**
 * What a call of a service needs whose resources are not known here: its operation on every resource, or, where the
 * request doesn't name the operation as the JSON and query protocols do, every operation.
 */
export function describeOther(call: ServiceCall): Described {
  const operation = operationOf(call) ?? '*';
  const action = `${signingFacts(call.service).iamPrefix}:${operation}`;
  return {
    permissions: [{ action, resource: '*', resourceAccount: call.account }],
    account: call.account,
  };
}

function operationOf({ headers, query, body }: ServiceCall): string | undefined {
  const target = rawHeader(headers, 'x-amz-target');
  if (target !== undefined) return targetOperation(target);
  const isForm = rawHeader(headers, 'content-type')?.startsWith(FORM) === true;
  const parameters = [
    ...parseParameters(query),
    ...(isForm ? parseParameters(Buffer.from(body).toString()) : []),
  ];
  const actions = parameters.filter(([name]) => name === 'Action').map(([, value]) => value);
  // Two of them could be read either way.
  const [action] = actions;
  return actions.length === 1 && action !== undefined && /^[A-Za-z0-9]{1,128}$/.test(action)
    ? action
    : undefined;
}
