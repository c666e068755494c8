exports.handler = async ({ widgetname }) => {
  const { Item } = await dynamodb('GetItem', { Key: { widgetname: { S: widgetname } } });
  if (!Item) throw new Error(`[404] There is no widget ${widgetname}`);
  return widgetOf(Item);
};
