import { randomUUID } from 'node:crypto';
import { ServiceError } from '../protocols/service-error.ts';
import { authorize } from './authorization.ts';
import { BackendError, type BackendResponse } from './backend.ts';
import type { BackendParts } from './backend-parts.ts';
import { backendResponse } from './backend-response.ts';
import { embeddedServices } from './embedded/services.ts';
import { errorAnswer } from './error-answer.ts';
import { describe } from './operations/describe.ts';
import { createRemotePlaces } from './remote-places.ts';
import type { ServiceCall, ServiceTarget } from './service-call.ts';

/** Finds where each call goes, requires what it needs, and sends it there. */
export interface ServiceSender {
  send(call: ServiceCall): Promise<BackendResponse>;
  close(): Promise<void>;
}

/**
 * A configured endpoint comes before an embedded library and a service of this process; `*` stands for services that
 * are neither.
 */
export function createServiceSender(parts: BackendParts): ServiceSender {
  const embedded = embeddedServices(parts);
  const remote = createRemotePlaces(parts);
  const sendTo = async (target: ServiceTarget, call: ServiceCall) => {
    try {
      const described = describe(call);
      await authorize(call, described, target, parts);
      return await target.send(call, described);
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      return backendResponse(errorAnswer(call, error, randomUUID()));
    }
  };
  return {
    async send(call) {
      const { service } = call;
      const target = remote.targets.get(service) ?? embedded.targets.get(service);
      if (target) return sendTo(target, call);
      const answer = await parts.builtIn(call);
      if (answer) return answer;
      const others = remote.targets.get('*');
      if (others) return sendTo(others, call);
      throw new BackendError(
        `there is no backend for ${service}: start the gateway with --backend ${service}=URL, ` +
          `or with --backend ${service}=aws to call AWS itself`,
      );
    },
    async close() {
      await embedded.close();
      await remote.close();
    },
  };
}
