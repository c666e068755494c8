import type { Script } from '../replay.ts';
import { ACCOUNT, REGION } from '../service-under-test.ts';

const TARGET = `arn:aws:elasticloadbalancing:${REGION}:${ACCOUNT}:loadbalancer/net/test/50dc6c495c0c9188`;

/** A call that names a VPC link that there is not. */
function unknownLink(step: string, operation: string, members: object = {}): Script {
  return async (replay) => {
    await replay.step(step, operation, { vpcLinkId: 'invalid-id', ...members });
  };
}

export const vpcLinkScripts: Record<string, Script> = {
  'api TestApiGatewayVpcLink::test_vpc_link_lifecycle': async (replay) => {
    replay.noted('nlb-arn', TARGET);
    replay.placeholders.set('<name:1>', 'test-vpc-link');
    const members = { name: 'test-vpc-link', targetArns: [TARGET] };
    const { id: vpcLinkId } = await replay.step('create_vpc_link', 'CreateVpcLink', members);
    await replay.step('get_vpc_link', 'GetVpcLink', { vpcLinkId });
    await replay.step('get_vpc_links', 'GetVpcLinks', {});
    const patchOperations = [{ op: 'replace', path: '/name', value: 'test-vpc-link-updated' }];
    await replay.step('update_vpc_link', 'UpdateVpcLink', { vpcLinkId, patchOperations });
    await replay.step('delete_vpc_link', 'DeleteVpcLink', { vpcLinkId });
  },
  'api TestApiGatewayVpcLink::test_create_vpc_link_invalid_parameters': async (replay) => {
    const create = (step: string, name: string, target: string) =>
      replay.step(step, 'CreateVpcLink', { name, targetArns: [target] });
    await create('create_vpc_link_invalid_target_arn', 'test', 'invalid-arn');
    await create('create_vpc_link_empty_name', '', TARGET);
  },
  'api TestApiGatewayVpcLink::test_get_vpc_link_invalid_id': unknownLink(
    'get_vpc_link_invalid_id',
    'GetVpcLink',
  ),
  'api TestApiGatewayVpcLink::test_delete_vpc_link_invalid_id': unknownLink(
    'delete_vpc_link_invalid_id',
    'DeleteVpcLink',
  ),
  'api TestApiGatewayVpcLink::test_update_vpc_link_invalid_id': unknownLink(
    'update_vpc_link_invalid_id',
    'UpdateVpcLink',
    { patchOperations: [{ op: 'replace', path: '/name', value: 'new' }] },
  ),
};
