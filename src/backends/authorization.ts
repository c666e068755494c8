import type { Clock } from '../clock.ts';
import type { AccessControl } from '../identity/access.ts';
import { accessDeniedMessage } from '../protocols/access-denied-message.ts';
import { requestConditions } from '../protocols/request-conditions.ts';
import { ServiceError } from '../protocols/service-error.ts';
import type { Described, ServiceCall, ServiceTarget } from './service-call.ts';
import { surfaceOf } from './surface.ts';

/**
 * Requires every permission that a call needs, by the caller's policies and the resource's own. Throws the service's
 * error for a denial.
 */
export async function authorize(
  call: ServiceCall,
  { permissions }: Described,
  target: ServiceTarget,
  { access, clock }: { readonly access: AccessControl; readonly clock: Clock },
): Promise<void> {
  const { sourceArn } = call;
  const shared = {
    ...requestConditions({
      region: call.region,
      now: clock(),
      ...(call.sourceIp !== undefined && { sourceIp: call.sourceIp }),
      ...(call.userAgent !== undefined && { userAgent: call.userAgent }),
      secure: call.secure === true,
    }),
    ...(sourceArn !== undefined && {
      'aws:sourcearn': sourceArn,
      'aws:sourceaccount': sourceArn.split(':')[4] ?? '',
    }),
  };
  for (const permission of permissions) {
    const complete = { ...permission, conditions: { ...shared, ...permission.conditions } };
    const policy = await target.policyOf?.(call, permission);
    const decision = await access.decide(call.caller, complete, policy);
    if (!decision.allowed) throw denied(call, accessDeniedMessage(call.caller, permission, decision));
  }
}

/** Each protocol and service has its own name for it; JSON services answer 400 where others answer 403. */
function denied(call: ServiceCall, message: string): ServiceError {
  switch (surfaceOf(call)) {
    case 'awsQuery':
      return new ServiceError(call.service === 'sns' ? 'AuthorizationError' : 'AccessDenied', 403, message);
    case 's3':
      return new ServiceError('AccessDenied', 403, message);
    case 'restJson1':
      return new ServiceError('AccessDeniedException', 403, message);
    default:
      return new ServiceError('AccessDeniedException', 400, message);
  }
}
