/** A small network with a warehouse that has departures, systems that send everything, and a step that is soon due. */
export const dockNetwork = `
company: { name: Northgate Supply, timezone: America/New_York, currency: USD }
warehouses:
  - id: ATL
    name: Atlanta
    timezone: America/New_York
    departures: [{ carrier: UPS, service: ground, at: "23:59", days: mon-sun }]
systems:
  - { id: shop, kind: shop, match: { service.name: web-shop }, presence: complete }
  - { id: erp, kind: erp, match: { service.name: netsuite-bridge }, presence: complete }
  - { id: wms-atl, kind: wms, warehouse: ATL, match: { service.name: wms-atl }, presence: complete }
teams:
  - { id: integration, name: Integration on-call }
  - { id: atl-dock, name: ATL dock leads }
  - { id: finance, name: AR finance }
flows:
  - id: order-to-pick
    object: order
    criticality: high
    steps:
      - { id: pick, after: order.released, expect: pick.confirmed, from: wms, within: 3s }
  - id: ship-to-post
    object: shipment
    criticality: high
    steps:
      - { id: post, after: shipment.confirmed, expect: shipment.posted, from: erp, within: 4h }
routing:
  to: integration
  routes:
    - { match: { kind: missing-event, flow: order-to-pick }, to: atl-dock }
    - { match: { flow: ship-to-post }, to: finance }
`;
