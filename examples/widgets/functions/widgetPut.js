exports.handler = async ({ widgetname, color }) => {
  await dynamodb('PutItem', { Item: { widgetname: { S: widgetname }, color: { S: color } } });
  return { widgetname, color };
};
