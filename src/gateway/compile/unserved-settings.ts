import type { Stage } from '../../definitions/rest-api.ts';

/** Settings of a stage that are kept but that the gateway does not act on, in words for the log. */
export function unservedSettings(stage: Stage): string[] {
  const unserved: string[] = [];
  if (stage.canarySettings && stage.canarySettings.percentTraffic > 0) unserved.push('canary release');
  if (stage.cacheClusterEnabled) unserved.push('cache cluster');
  if (stage.clientCertificateId) unserved.push('client certificate');
  if (stage.webAclArn) unserved.push('web ACL');
  if (stage.accessLogSettings?.destinationArn) unserved.push('access log');
  if (Object.values(stage.methodSettings).some((setting) => setting.throttlingRateLimit < 10_000)) {
    unserved.push('throttling');
  }
  return unserved;
}
