import { awsCredentials, environmentCredentials, localCredentials } from './aws-credentials.ts';
import { BackendError } from './backend.ts';
import type { BackendParts } from './backend-parts.ts';
import { Connections, remoteTarget } from './remote.ts';
import type { ServiceCall, ServiceTarget } from './service-call.ts';
import type { BackendPlace } from './settings.ts';

/** The services that are elsewhere, by name; `*` for those that nobody else serves. */
export interface RemotePlaces {
  readonly targets: ReadonlyMap<string, ServiceTarget>;
  close(): Promise<void>;
}

/** Real credentials go to AWS alone, unless the user gives those of the environment to every endpoint. */
export function createRemotePlaces({ clock, settings, ownKeyId, env }: BackendParts): RemotePlaces {
  const connections = new Connections();
  const aws = awsCredentials(ownKeyId);
  const given = settings.credentials === 'env' ? environmentCredentials(env, ownKeyId) : localCredentials;
  const targetAt = (place: BackendPlace): ServiceTarget =>
    place.kind === 'aws'
      ? remoteTarget({ clock, connections, origin: awsOrigin, credentials: aws })
      : remoteTarget({
          clock,
          connections,
          origin: (call) => endpointOrigin(call, place.url),
          credentials: given,
        });
  const targets = new Map([...settings.places].map(([service, place]) => [service, targetAt(place)]));
  return { targets, close: () => connections.close() };
}

/** https://docs.aws.amazon.com/general/latest/gr/rande.html */
function awsOrigin({ service, subdomain, region }: ServiceCall): string {
  if (!/^[a-z][a-z0-9.-]{0,62}$/.test(service) || !/^[a-z0-9-]{1,32}$/.test(region)) {
    throw new BackendError(`${service} in ${region} is no service of AWS`);
  }
  if (subdomain !== undefined && !/^[A-Za-z0-9._-]{1,128}$/.test(subdomain)) {
    throw new BackendError(`${subdomain} is no name of a host`);
  }
  const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const prefix = subdomain === undefined || service === 's3' ? '' : `${subdomain}.`;
  return `https://${prefix}${service}.${region}.${suffix}`;
}

function endpointOrigin({ service, subdomain }: ServiceCall, { origin }: URL): string {
  if (subdomain === undefined || service === 's3') return origin;
  throw new BackendError(`${subdomain}.${service} can't be told from ${service} at ${origin}`);
}
