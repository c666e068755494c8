import { ServiceError } from '../../../protocols/service-error.ts';
import { resourceTypes } from '../resource-types/all-types.ts';
import type { Template } from '../template/template.ts';

export interface RequiredCapabilities {
  /** CAPABILITY_IAM, CAPABILITY_NAMED_IAM, or nothing. */
  readonly capability?: 'CAPABILITY_IAM' | 'CAPABILITY_NAMED_IAM';
  /** `The following resource(s) require capabilities: [AWS::IAM::Role]` */
  readonly reason?: string;
}

/**
 * What a request must acknowledge that the template does.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html (Capabilities)
 */
export function requiredCapabilities(template: Template): RequiredCapabilities {
  const types = new Set<string>();
  let named = false;
  for (const { type: name, properties } of template.resources.values()) {
    const type = resourceTypes.get(name);
    if (type?.iam !== true) continue;
    types.add(name);
    const property = type.naming?.property;
    if (property !== undefined && Object.hasOwn(properties, property)) named = true;
  }
  if (types.size === 0) return {};
  return {
    capability: named ? 'CAPABILITY_NAMED_IAM' : 'CAPABILITY_IAM',
    reason: `The following resource(s) require capabilities: [${[...types].join(', ')}]`,
  };
}

/** Throws InsufficientCapabilitiesException unless what the template needs was acknowledged. */
export function requireCapabilities(template: Template, given: readonly string[]): void {
  const { capability } = requiredCapabilities(template);
  if (capability === undefined || given.includes('CAPABILITY_NAMED_IAM') || given.includes(capability))
    return;
  throw new ServiceError('InsufficientCapabilitiesException', 400, `Requires capabilities : [${capability}]`);
}
