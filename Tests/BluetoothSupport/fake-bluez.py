"""A bluetoothd for tests: org.bluez on a private bus, as its documentation describes it (org.bluez.Adapter, Device,
GattService, GattCharacteristic, AgentManager). The devices behind it are played by the test, which is asked line by line
over a Unix socket; each line is one JSON object.

usage: fake-bluez.py BUS_ADDRESS SOCKET
"""

import asyncio
import json
import os
import socket
import sys

from dbus_fast import Message, MessageType, Variant
from dbus_fast.aio import MessageBus

ADAPTER, DEVICE = "org.bluez.Adapter1", "org.bluez.Device1"
SERVICE, CHARACTERISTIC = "org.bluez.GattService1", "org.bluez.GattCharacteristic1"
BLUEZ = "/org/bluez/"


class Refusal(Exception):
    def __init__(self, name, text):
        self.name, self.text = "org.bluez.Error." + name, text


class BlueZ:
    def __init__(self, address, path):
        self.address, self.path = address, path
        self.acquires = True
        self.tables = {}
        self.fds = {}
        self.notifying = set()
        self.asked = {}
        self.number = 0
        self.paired = set()
        self.wants_pairing = set()
        self.stale = set()
        self.tells_connected = True
        self.shows_late = False
        self.agent = None
        self.discovering = set()
        self.present = {}
        # How much louder each adapter hears than the first, dB.
        self.louder = {"hci0": 0}
        self.reset()

    def reset(self):
        self.objects = {"/org/bluez": {"org.bluez.AgentManager1": {}}}
        for name in self.louder:
            self.add_adapter(name, False)

    def add_adapter(self, name, tell=True):
        address = "00:01:02:03:04:%02X" % (5 + int(name.removeprefix("hci")))
        self.add(BLUEZ + name, {ADAPTER: {"Address": Variant("s", address), "Powered": Variant("b", True),
                                          "Discovering": Variant("b", False)}}, tell)

    async def run(self):
        self.reader, self.writer = await asyncio.open_unix_connection(self.path)
        await self.serve()
        self.say(said="ready")
        async for line in self.reader:
            await self.told(json.loads(line))

    async def serve(self):
        self.bus = await MessageBus(bus_address=self.address, negotiate_unix_fd=True).connect()
        self.bus.add_message_handler(self.handle)
        await self.bus.request_name("org.bluez")

    # The test

    def say(self, **what):
        self.writer.write(json.dumps(what).encode() + b"\n")

    async def ask(self, **what):
        self.number += 1
        self.asked[self.number] = asyncio.get_running_loop().create_future()
        self.say(id=self.number, **what)
        return await self.asked[self.number]

    async def told(self, what):
        do = what["do"]
        if do == "answer":
            self.asked.pop(what["id"]).set_result(what)
        elif do == "advertise":
            self.present[what["address"]] = what
            self.show(what)
        elif do == "away":
            self.present.pop(what["address"], None)
            self.disconnected(self.device(what["address"]))
        elif do == "notify":
            self.notify(self.device(what["address"]), what["uuid"], bytes.fromhex(what["value"]))
        elif do == "power":
            for path in list(self.objects):
                if DEVICE in self.objects.get(path, {}) and not what["on"]:
                    self.disconnected(path)
            for name in self.louder:
                self.change(BLUEZ + name, ADAPTER, Powered=Variant("b", what["on"]))
            if not what["on"]:
                self.discovering = set()
        elif do == "remove adapter":
            under = BLUEZ + what["name"]
            for path in sorted(self.objects, reverse=True):
                if path == under or path.startswith(under + "/"):
                    self.remove(path)
            self.discovering.discard(under)
            self.louder.pop(what["name"], None)
        elif do == "add adapter":
            self.louder[what["name"]] = what["louder"]
            self.add_adapter(what["name"])
        elif do == "acquire":
            self.acquires = what["on"]
        elif do == "pairing":
            self.wants_pairing.add(self.device(what["address"]))
        elif do == "mute":
            self.tells_connected = False
        elif do == "late":
            self.shows_late = True
        elif do == "stale":
            self.stale.add(self.device(what["address"]))
        elif do == "stop service":
            self.bus.disconnect()
            for fd in self.fds.values():
                fd.close()
            self.fds, self.tables, self.notifying = {}, {}, set()
            self.discovering = set()
            self.agent = None
        elif do == "start service":
            self.reset()
            await self.serve()

    # Objects

    def add(self, path, interfaces, tell=True):
        self.objects[path] = interfaces
        if tell:
            self.signal("/", "org.freedesktop.DBus.ObjectManager", "InterfacesAdded", "oa{sa{sv}}", [path, interfaces])

    def remove(self, path):
        interfaces = list(self.objects.pop(path, {}))
        self.signal("/", "org.freedesktop.DBus.ObjectManager", "InterfacesRemoved", "oas", [path, interfaces])

    def change(self, path, interface, **properties):
        if path not in self.objects:
            return
        self.objects[path][interface].update(properties)
        self.signal(path, "org.freedesktop.DBus.Properties", "PropertiesChanged", "sa{sv}as",
                    [interface, properties, []])

    def signal(self, path, interface, member, signature, body):
        self.bus.send(Message.new_signal(path, interface, member, signature, body))

    def device(self, address):
        """Its path, on the adapter that it is connected to."""
        paths = [BLUEZ + name + "/dev_" + address.replace(":", "_") for name in self.louder or ["hci0"]]
        connected = [path for path in paths if path in self.objects and self.objects[path][DEVICE]["Connected"].value]
        return (connected + paths)[0]

    def show(self, what):
        for name, louder in self.louder.items():
            if BLUEZ + name in self.discovering:
                self.show_on(BLUEZ + name, dict(what, rssi=what["rssi"] + louder))

    def show_on(self, adapter, what):
        path = adapter + "/dev_" + what["address"].replace(":", "_")
        if path in self.objects:
            self.change(path, DEVICE, RSSI=Variant("n", what["rssi"]))
            return
        properties = {"Address": Variant("s", what["address"]), "AddressType": Variant("s", what["type"]),
                      "Name": Variant("s", what["name"]), "Alias": Variant("s", what["name"]),
                      "RSSI": Variant("n", what["rssi"]), "Connected": Variant("b", False),
                      "ServicesResolved": Variant("b", False), "UUIDs": Variant("as", []),
                      "Adapter": Variant("o", adapter)}
        if "company" in what:
            data = {what["company"]: Variant("ay", bytes.fromhex(what["data"]))}
            properties["ManufacturerData"] = Variant("a{qv}", data)
        self.add(path, {DEVICE: properties})

    def disconnected(self, path):
        for uuid_path in [p for p in self.fds if p.startswith(path)]:
            self.fds.pop(uuid_path).close()
        self.notifying = {p for p in self.notifying if not p.startswith(path)}
        self.tables.pop(path, None)
        if path in self.objects and self.objects[path][DEVICE]["Connected"].value:
            self.change(path, DEVICE, Connected=Variant("b", False), ServicesResolved=Variant("b", False))
            for below in sorted(p for p in self.objects if p.startswith(path + "/")):
                self.remove(below)

    def notify(self, device, uuid, value):
        path = self.tables.get(device, {}).get(uuid)
        if path in self.fds:
            self.fds[path].send(value)
        elif path in self.notifying:
            self.change(path, CHARACTERISTIC, Value=Variant("ay", value))

    # Calls

    def handle(self, message):
        if message.message_type != MessageType.METHOD_CALL or message.path is None:
            return None
        if not message.path.startswith("/org/bluez") and message.member != "GetManagedObjects":
            return None
        asyncio.get_running_loop().create_task(self.answer(message))
        return True

    async def answer(self, message):
        try:
            signature, body, fds = await self.call(message)
            self.bus.send(Message.new_method_return(message, signature, body, fds))
        except Refusal as refusal:
            self.bus.send(Message.new_error(message, refusal.name, refusal.text))

    async def call(self, message):
        path, member = message.path, message.member
        if member == "GetManagedObjects":
            return "a{oa{sa{sv}}}", [self.objects], []
        if path not in self.objects:
            self.bus.send(Message.new_error(message, "org.freedesktop.DBus.Error.UnknownObject", path))
            raise asyncio.CancelledError
        if message.interface == "org.bluez.AgentManager1":
            self.agent = (message.sender, message.body[0])
            return "", [], []
        if message.interface == ADAPTER:
            return self.adapter(member, message)
        if message.interface == DEVICE:
            return await self.on_device(path, member)
        return await self.on_characteristic(path, member, message.body)

    def adapter(self, member, message):
        if not self.objects[message.path][ADAPTER]["Powered"].value:
            raise Refusal("NotReady", "Resource Not Ready")
        if member == "SetDiscoveryFilter":
            self.say(said="filter", transport=message.body[0]["Transport"].value)
        elif member == "StartDiscovery":
            self.discovering.add(message.path)
            self.say(said="discovery", on=True)
            for what in list(self.present.values()):
                self.show(what)
        elif member == "RemoveDevice":
            path = message.body[0]
            self.say(said="remove", address=self.objects[path][DEVICE]["Address"].value)
            self.disconnected(path)
            self.remove(path)
            self.stale.discard(path)
            for what in list(self.present.values()):
                self.show(what)
        elif member == "StopDiscovery":
            self.discovering.discard(message.path)
            self.say(said="discovery", on=False)
        return "", [], []

    async def on_device(self, path, member):
        address = self.objects[path][DEVICE]["Address"].value
        if member == "Disconnect":
            self.say(said="disconnect", address=address)
            self.disconnected(path)
        elif member == "Pair":
            await self.ask_agent(path)
            self.paired.add(path)
        elif member == "Connect":
            if self.objects[path][DEVICE]["Connected"].value:
                raise Refusal("AlreadyConnected", "Already Connected")
            if address not in self.present:
                raise Refusal("Failed", "le-connection-abort-by-local")
            answer = await self.ask(ask="connect", address=address, adapter=path.split("/")[3])
            if "error" in answer:
                raise Refusal("Failed", "le-connection-abort-by-local")
            if self.tells_connected:
                self.change(path, DEVICE, Connected=Variant("b", True))
            else:
                self.objects[path][DEVICE]["Connected"] = Variant("b", True)
            if path in self.stale:
                return "", [], []
            if self.shows_late:
                self.change(path, DEVICE, ServicesResolved=Variant("b", True))
                asyncio.get_running_loop().call_later(0.2, self.resolve, path, answer["table"][:1], answer["mtu"])
                asyncio.get_running_loop().call_later(0.4, self.resolve, path, answer["table"], answer["mtu"])
                return "", [], []
            self.resolve(path, answer["table"], answer["mtu"])
        return "", [], []

    async def ask_agent(self, path):
        if self.agent is None:
            raise Refusal("AuthenticationFailed", "no agent")
        reply = await self.bus.call(Message(destination=self.agent[0], path=self.agent[1],
                                            interface="org.bluez.Agent1", member="RequestAuthorization",
                                            signature="o", body=[path]))
        if reply.message_type == MessageType.ERROR:
            raise Refusal("AuthenticationRejected", reply.error_name)

    def resolve(self, path, table, mtu):
        handle, found = 1, {}
        flags = [(0x02, "read"), (0x04, "write-without-response"), (0x08, "write"), (0x10, "notify"),
                 (0x20, "indicate")]
        for service, characteristics in table:
            under = "%s/service%04x" % (path, handle)
            handle += 1
            self.add(under, {SERVICE: {"UUID": Variant("s", service), "Device": Variant("o", path)}})
            for uuid, properties in characteristics:
                at = "%s/char%04x" % (under, handle)
                handle += 3
                named = [flag for bit, flag in flags if properties & bit]
                shown = {"UUID": Variant("s", uuid), "Service": Variant("o", under), "Flags": Variant("as", named),
                         "MTU": Variant("q", mtu), "Value": Variant("ay", b"")}
                if "notify" in named and self.acquires:
                    shown["NotifyAcquired"] = Variant("b", False)
                self.add(at, {CHARACTERISTIC: shown})
                found[uuid] = at
        self.tables[path] = found
        self.change(path, DEVICE, ServicesResolved=Variant("b", True))

    async def on_characteristic(self, path, member, body):
        device = path[: path.index("/service")]
        address = self.objects[device][DEVICE]["Address"].value
        uuid = self.objects[path][CHARACTERISTIC]["UUID"].value
        if device in self.wants_pairing and device not in self.paired:
            raise Refusal("NotPermitted", "Not paired")

        async def ask(**what):
            answer = await self.ask(address=address, uuid=uuid, **what)
            if "error" in answer:
                raise Refusal("Failed", "Operation failed with ATT error: 0x%02x" % answer["error"])
            return bytes.fromhex(answer.get("value", ""))

        if member == "ReadValue":
            return "ay", [await ask(ask="read")], []
        if member == "WriteValue":
            kind = body[1]["type"].value
            await ask(ask="write", value=bytes(body[0]).hex(), kind=kind)
        elif member == "AcquireNotify":
            await ask(ask="subscribe", on=True)
            ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
            self.fds[path] = ours
            asyncio.get_running_loop().call_later(1, theirs.close)
            return "hq", [0, self.objects[path][CHARACTERISTIC]["MTU"].value], [theirs.fileno()]
        elif member == "StartNotify":
            self.notifying.add(path)
            await ask(ask="subscribe", on=True)
        elif member == "StopNotify":
            self.notifying.discard(path)
            await ask(ask="subscribe", on=False)
        return "", [], []


asyncio.run(BlueZ(sys.argv[1], sys.argv[2]).run())
