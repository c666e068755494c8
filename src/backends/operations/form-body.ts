import { parseParameters } from '../../protocols/form.ts';
import { ServiceError } from '../../protocols/service-error.ts';
import type { ServiceCall } from '../service-call.ts';

const decoder = new TextDecoder('utf-8', { fatal: true });
/** More than any request of SQS or SNS has. */
const MAXIMUM_PARAMETERS = 1_000;

/**
 * The parameters of a query-protocol request, those of the URL and those of the form. Throws ServiceError when one is
 * there twice: whoever reads the request after us might take the other.
 */
export function readForm({ query, body }: Pick<ServiceCall, 'query' | 'body'>): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  for (const [name, value] of [...parseParameters(query), ...parseParameters(formText(body))]) {
    if (parameters.has(name)) throw malformed(`The parameter ${name.slice(0, 128)} is there more than once.`);
    if (parameters.size === MAXIMUM_PARAMETERS) throw malformed('Too many parameters.');
    parameters.set(name, value);
  }
  return parameters;
}

/** The value of `Action`, which names the operation. Throws ServiceError. */
export function actionOf(parameters: ReadonlyMap<string, string>): string {
  const action = parameters.get('Action');
  if (action === undefined || action === '') {
    throw new ServiceError('MissingAction', 400, 'The request is missing an action or a required parameter.');
  }
  if (/^[A-Za-z]{1,64}$/.test(action)) return action;
  throw new ServiceError(
    'InvalidAction',
    400,
    `The action ${action.slice(0, 64)} is not valid for this endpoint.`,
  );
}

function formText(body: Uint8Array): string {
  try {
    return decoder.decode(body);
  } catch {
    throw malformed('Malformed UTF-8');
  }
}

function malformed(message: string): ServiceError {
  return new ServiceError('MalformedQueryString', 400, message);
}
