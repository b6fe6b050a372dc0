"""A virtual Bluetooth controller for the machine, with gaitsim's wearables as peripherals on the same air.

`python radio.py SOCKET GAITSIM WORDS…` joins the controller (bumble) to the machine's virtio port and carries what
`gaitsim radiate WORDS…` says, until gaitsim ends. Lines on standard output say what happens; lines on standard input
bring what gaitsim has no word for, each answered when it is done: `hide ID` and `show ID` (carried out of reach and
back), `pull` and `plug` (the controller; the machine's bridge is stopped between them), `count` (notifications handed
to the controller, by wearable), `end` (of gaitsim, which says its own counts).
"""

import asyncio
import json
import sys

from bumble import hci, ll
from bumble.att import ATT_Error, ErrorCode
from bumble.controller import Controller
from bumble.core import UUID, AdvertisingData, PhysicalTransport
from bumble.device import Device, DeviceConfiguration
from bumble.gatt import Characteristic, CharacteristicValue, Service
from bumble.hci import Address
from bumble.host import Host
from bumble.link import LocalLink
from bumble.transport import open_transport


class Air(LocalLink):
    """bumble 0.0.236 takes the sender's random address for the source, also where a connection uses its public one."""

    def send_acl_data(self, sender, destination, transport, data):
        connection = sender.le_connections.get(destination) if transport == PhysicalTransport.LE else None
        peer = self.find_le_controller(destination) if connection else None
        if peer is None:
            return super().send_acl_data(sender, destination, transport, data)
        asyncio.get_running_loop().call_soon(peer.on_link_acl_data, connection.self_address, transport, data)


class VirtualController(Controller):
    le_acl_data_packet_length = 251
    is_pulled = False

    def send_hci_packet(self, packet):
        # bumble announces privacy but completes connections with the old event; the kernel waits for the enhanced one
        # and would stall 4 s before its next connect.
        if isinstance(packet, hci.HCI_LE_Connection_Complete_Event):
            packet = hci.HCI_LE_Enhanced_Connection_Complete_Event(
                status=packet.status, connection_handle=packet.connection_handle, role=packet.role,
                peer_address_type=packet.peer_address_type, peer_address=packet.peer_address,
                local_resolvable_private_address=Address.ANY, peer_resolvable_private_address=Address.ANY,
                connection_interval=packet.connection_interval, peripheral_latency=packet.peripheral_latency,
                supervision_timeout=packet.supervision_timeout, central_clock_accuracy=packet.central_clock_accuracy)
        if not self.is_pulled:
            super().send_hci_packet(packet)

    def drop_connections(self):
        """As when the power goes. bumble keeps connections over a reset, and peers that never advertise again."""
        self.pending_le_connection, self.le_scan_enable = None, False
        for connection in list(self.le_connections.values()):
            # 0x08: the other side hears nothing more.
            connection.send_ll_control_pdu(ll.TerminateInd(8))
        self.le_connections.clear()

    def on_hci_reset_command(self, command):
        self.drop_connections()
        return super().on_hci_reset_command(command)

    def on_hci_le_create_connection_cancel_command(self, command):
        # bumble keeps the pending request on a cancel: every later connect would be refused.
        pending, self.pending_le_connection = self.pending_le_connection, None
        if pending is None:
            # Too late, the connection stands: Core, vol. 4 part E, 7.8.13.
            return hci.HCI_StatusReturnParameters(hci.HCI_ErrorCode.COMMAND_DISALLOWED_ERROR)
        asyncio.get_running_loop().call_soon(self.send_hci_packet, hci.HCI_LE_Connection_Complete_Event(
            status=2, connection_handle=0, role=0, peer_address_type=pending.peer_address.address_type,
            peer_address=pending.peer_address, connection_interval=0, peripheral_latency=0, supervision_timeout=0,
            central_clock_accuracy=0))
        return super().on_hci_le_create_connection_cancel_command(command)


class Wearable:
    """One of gaitsim's peripherals on the air."""

    def __init__(self, bridge, description):
        self.bridge, self.id, self.description = bridge, description["id"], description
        self.connection = None
        self.notifications = asyncio.Queue()
        # What the machine's controller was given, and the connection interval that gaitsim keeps, ms.
        self.handed, self.interval, self.is_hidden = 0, None, False

    async def appear(self):
        text = self.description
        kind = Address.RANDOM_DEVICE_ADDRESS if text["random"] else Address.PUBLIC_DEVICE_ADDRESS
        address = Address(text["address"], kind)
        configuration = DeviceConfiguration(
            name=text["name"], address=address, le_enabled=True, classic_enabled=False,
            advertising_interval_min=100, advertising_interval_max=100)
        host = Host()
        host.controller = VirtualController(self.id, link=self.bridge.air, public_address=text["address"])
        self.device = Device(config=configuration, host=host)
        self.characteristics = {}
        for service in text["table"]:
            self.device.add_service(Service(UUID(service["uuid"]), [self.characteristic(c) for c in service["characteristics"]]))
        data = [(AdvertisingData.FLAGS, bytes([6])), (AdvertisingData.COMPLETE_LOCAL_NAME, text["name"].encode())]
        if "company" in text:
            content = text["company"].to_bytes(2, "little") + bytes.fromhex(text["manufacturer_data"])
            data.append((AdvertisingData.MANUFACTURER_SPECIFIC_DATA, content))
        response = [(AdvertisingData.INCOMPLETE_LIST_OF_128_BIT_SERVICE_CLASS_UUIDS, bytes(UUID(uuid)))
                    for uuid in text["services"][:1]]
        self.device.advertising_data = bytes(AdvertisingData(data))
        self.device.scan_response_data = bytes(AdvertisingData(response))
        self.device.on("connection", self.connected)
        await self.device.power_on()
        await self.advertise()
        self.sender = asyncio.create_task(self.send())

    async def advertise(self):
        own = hci.OwnAddressType.RANDOM if self.description["random"] else hci.OwnAddressType.PUBLIC
        await self.device.start_advertising(auto_restart=True, own_address_type=own)

    async def ask_interval(self):
        """A wearable asks for its connection interval, as they do, a moment after it was connected."""
        await asyncio.sleep(1)
        if self.connection is not None and self.interval is not None:
            await self.connection.update_parameters(self.interval, self.interval, 0, 4000, use_l2cap=True)

    async def hide(self, is_hidden):
        self.is_hidden = is_hidden
        if is_hidden:
            await self.device.stop_advertising()
            if self.connection is not None:
                await self.connection.disconnect()
        else:
            await self.advertise()

    async def disappear(self):
        self.sender.cancel()
        await self.device.stop_advertising()
        if self.connection is not None:
            await self.connection.disconnect()
        self.bridge.air.remove_controller(self.device.host.controller)

    def characteristic(self, description):
        uuid, properties = description["uuid"], description["properties"]
        permissions = (Characteristic.READABLE if properties & 0x02 else 0) | (
            Characteristic.WRITEABLE if properties & 0x0C else 0)

        async def read(_):
            return bytes.fromhex((await self.bridge.ask(self.id, "read", uuid)).get("value", ""))

        async def write(_, value):
            await self.bridge.ask(self.id, "write", uuid, value=value.hex())

        made = Characteristic(
            UUID(uuid), Characteristic.Properties(properties), Characteristic.Permissions(permissions),
            CharacteristicValue(read=read, write=write))
        made.on(Characteristic.EVENT_SUBSCRIPTION, lambda _, notify, indicate: self.bridge.tell(
            self.id, "subscribe" if notify or indicate else "unsubscribe", characteristic=uuid))
        self.characteristics[uuid] = made
        return made

    def connected(self, connection):
        self.connection = connection
        print(json.dumps({"connected": self.id}), flush=True)
        self.bridge.tell(self.id, "connect", mtu=connection.att_mtu)
        connection.on("connection_att_mtu_update", lambda: self.bridge.tell(self.id, "connect", mtu=connection.att_mtu))
        connection.on("disconnection", self.disconnected)
        asyncio.create_task(self.ask_interval())

    def disconnected(self, reason):
        self.connection = None
        print(json.dumps({"disconnected": self.id, "reason": int(reason)}), flush=True)
        self.bridge.tell(self.id, "disconnect")

    async def send(self):
        while True:
            uuid, value = await self.notifications.get()
            if self.connection is not None:
                await self.device.gatt_server.notify_subscriber(self.connection, self.characteristics[uuid], value)
                self.handed += 1


class Bridge:
    """gaitsim on the one side, the air on the other."""

    def __init__(self, gaitsim, words):
        self.words = [gaitsim, "radiate", *words]
        self.air = Air()
        self.wearables, self.replies, self.requests = {}, {}, 0

    def tell(self, id, type, **more):
        line = json.dumps({"type": type, "id": id} | more) + "\n"
        self.process.stdin.write(line.encode())

    async def ask(self, id, type, characteristic, **more):
        self.requests += 1
        self.replies[self.requests] = asyncio.get_running_loop().create_future()
        self.tell(id, type, characteristic=characteristic, request=self.requests, **more)
        reply = await self.replies[self.requests]
        if "error" in reply:
            raise ATT_Error(ErrorCode(reply["error"]))
        return reply

    async def run(self, socket):
        transport = await open_transport(f"unix:{socket}")
        self.controller = VirtualController(
            "central", host_source=transport.source, host_sink=transport.sink, link=self.air,
            public_address="F0:F1:F2:F3:F4:F5")
        self.process = await asyncio.create_subprocess_exec(
            *self.words, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE)
        # Kept, as the loop does not.
        self.obedience = asyncio.create_task(self.obey())
        async for line in self.process.stdout:
            await self.take(json.loads(line))
        await self.process.wait()
        self.obedience.cancel()

    async def obey(self):
        """What the tests say."""
        reader = asyncio.StreamReader()
        await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
        async for line in reader:
            answer = {}
            match line.decode().split():
                case ["hide", id]:
                    await self.wearables[id].hide(True)
                case ["show", id]:
                    await self.wearables[id].hide(False)
                case ["pull"]:
                    self.controller.is_pulled = True
                    self.controller.drop_connections()
                case ["plug"]:
                    self.controller.is_pulled = False
                case ["end"]:
                    self.process.stdin.close()
                case ["count"]:
                    answer = {id: wearable.handed for id, wearable in self.wearables.items()}
            print(json.dumps({"done": line.decode().strip(), "answer": answer}), flush=True)

    async def take(self, message):
        match message["type"]:
            case "notify":
                self.wearables[message["id"]].notifications.put_nowait(
                    (message["characteristic"], bytes.fromhex(message["value"])))
            case "reply":
                self.replies.pop(message["request"]).set_result(message)
            case "peripheral":
                if old := self.wearables.pop(message["id"], None):
                    await old.disappear()
                self.wearables[message["id"]] = Wearable(self, message)
                await self.wearables[message["id"]].appear()
            case "interval":
                wearable = self.wearables[message["id"]]
                wearable.interval = message["interval_ms"]
                asyncio.create_task(wearable.ask_interval())
            case "away":
                await self.wearables.pop(message["id"]).disappear()
            case "ready" | "end":
                print(json.dumps(message), flush=True)


asyncio.run(Bridge(sys.argv[2], sys.argv[3:]).run(sys.argv[1]))
