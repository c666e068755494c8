import type { EndpointType } from '@aws-sdk/client-api-gateway';
import type { BasePathMode } from '../../openapi/base-path.ts';
import { isEndpointType } from './endpoint-configuration.ts';
import { errors } from './errors.ts';

/** What `parameters` of ImportRestApi and PutRestApi say. */
export interface ImportParameters {
  readonly basePath: BasePathMode;
  readonly ignoreDocumentation: boolean;
  /** Of the API that ImportRestApi makes. */
  readonly endpointTypes: EndpointType[] | undefined;
}

const MODES: readonly BasePathMode[] = ['ignore', 'prepend', 'split'];

/** Reads the parameters of an import; those of other names have no meaning. Throws BadRequestException. */
export function readImportParameters(
  parameters: Readonly<Record<string, string>> | undefined,
): ImportParameters {
  const given = new Map(
    Object.entries(parameters ?? {}).map(([name, value]): [string, string] => [name.toLowerCase(), value]),
  );
  const mode = given.get('basepath')?.toLowerCase() ?? 'ignore';
  const basePath = MODES.find((one) => one === mode);
  if (basePath === undefined) throw errors.invalidImportParameter('basepath', MODES);
  return {
    basePath,
    ignoreDocumentation: given.get('ignore')?.toLowerCase() === 'documentation',
    endpointTypes: given.get('endpointconfigurationtypes')?.split(',').map(endpointType),
  };
}

function endpointType(text: string): EndpointType {
  const type = text.trim().toUpperCase();
  if (!isEndpointType(type)) throw errors.invalidEndpointType();
  return type;
}
