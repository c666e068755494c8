import type { VpcLink } from '../../definitions/connections.ts';
import type { RestApiSnapshot, Stage } from '../../definitions/rest-api.ts';
import type { Stored } from '../../store/store.ts';
import { entry } from './entries.ts';
import type { Gateway } from './gateway.ts';

/** Stages looked at in one turn; an answer names no more places than fit a message. */
const BATCH = 100;
const MOST_PLACES = 100;

/** Where deployed integrations use a link, as `restApiId:METHOD:resourceId:stageName`. */
export async function placesOfVpcLink(gateway: Gateway, link: Stored<VpcLink>): Promise<string[]> {
  const places: string[] = [];
  let after: string | undefined;
  for (;;) {
    const start = after === undefined ? {} : { after };
    const stages = await gateway.stages.list(link.scope, { ...start, limit: BATCH });
    for (const { id, value: stage } of stages) {
      after = id;
      const apiId = id.slice(0, id.indexOf('/'));
      const deployment = await gateway.deployments.get(link.scope, `${apiId}/${stage.deploymentId}`);
      if (deployment !== undefined) places.push(...placesIn(deployment.value.snapshot, stage, link.id));
    }
    if (stages.length < BATCH || places.length >= MOST_PLACES) return places.slice(0, MOST_PLACES);
  }
}

function placesIn({ api, resources }: RestApiSnapshot, stage: Stage, linkId: string): string[] {
  return resources.flatMap((resource) =>
    Object.values(resource.methods)
      .filter(({ methodIntegration }) => connectionOf(methodIntegration?.connectionId, stage) === linkId)
      .map(({ httpMethod }) => `${api.id}:${httpMethod}:${resource.id}:${stage.stageName}`),
  );
}

/** A link's id, also through a stage variable: `${stageVariables.vpcLinkId}`. */
function connectionOf(connectionId: string | undefined, stage: Stage): string | undefined {
  const start = '${stageVariables.';
  if (!connectionId?.startsWith(start) || !connectionId.endsWith('}')) return connectionId;
  return entry(stage.variables, connectionId.slice(start.length, -1));
}
