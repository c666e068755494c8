import { randomUUID } from 'node:crypto';
import type { BuiltInServices } from '../backends/backend-parts.ts';
import { backendResponse } from '../backends/backend-response.ts';
import { headersByName } from '../backends/raw-headers.ts';
import type { ControlPlaneLoader } from './control-plane-loader.ts';

/** The services of this process for integrations and for each other, over their wire protocols but without a wire. */
export function builtInServices(controlPlane: Pick<ControlPlaneLoader, 'get'>): BuiltInServices {
  return async (request) => {
    const { registry } = await controlPlane.get();
    const service = registry.service(request.service);
    if (service === undefined) return undefined;
    const { method, path, query, headers, body, caller, account, region, signal } = request;
    const answer = await registry.handle(
      service,
      { method, path, query, headers: headersByName(headers), body },
      { caller, account, region, requestId: randomUUID(), signal },
    );
    return backendResponse(answer);
  };
}
