import Phone from 'lucide-react-native/icons/phone';
import Plus from 'lucide-react-native/icons/plus';
import Settings from 'lucide-react-native/icons/settings';
import { Avatar } from '@/components/ui/Avatar';
import { Button, type ButtonKind } from '@/components/ui/Button';
import { Chip } from '@/components/ui/Chip';
import { Field } from '@/components/ui/Field';
import { Group } from '@/components/ui/Group';
import { IconButton } from '@/components/ui/IconButton';
import { ListRow } from '@/components/ui/ListRow';
import { Tag, type TagTone } from '@/components/ui/Tag';
import { Sample } from './Sample';

const kinds: ButtonKind[] = ['primary', 'secondary', 'quiet', 'destructive'];
const tones: TagTone[] = ['plain', 'ok', 'brass', 'danger', 'warn', 'demo'];
const nothing = () => undefined;

/** What is pressed, chosen and typed into. */
export function ControlSamples({
  text,
  onChangeText,
}: {
  text: string;
  onChangeText: (text: string) => void;
}) {
  return (
    <>
      <Sample name="Button">
        {kinds.map((kind) => (
          <Button key={kind} kind={kind} size="inPlace" label={kind} onPress={nothing} />
        ))}
        <Button size="inPlace" icon={Plus} label="icon" onPress={nothing} />
        <Button size="inPlace" label="busy" busy onPress={nothing} />
        <Button size="inPlace" label="disabled" disabledReason="Why it is" onPress={nothing} />
      </Sample>
      <Sample name="Button, full" wide>
        {kinds.map((kind) => (
          <Button key={kind} kind={kind} label={kind} onPress={nothing} />
        ))}
      </Sample>
      <Sample name="IconButton">
        <IconButton icon={Phone} label="call" onPress={nothing} />
        <IconButton icon={Phone} label="disabled" disabled onPress={nothing} />
      </Sample>
      <Sample name="Chip">
        <Chip label="Plain" onPress={nothing} />
        <Chip label="Opens" opens onPress={nothing} />
        <Chip label="Selected" selected onPress={nothing} />
        <Chip label="Removable" selected removable onPress={nothing} />
      </Sample>
      <Sample name="Tag">
        {tones.map((tone) => (
          <Tag key={tone} tone={tone} label={tone} dot={tone === 'ok'} />
        ))}
      </Sample>
      <Sample name="Avatar">
        <Avatar name="Марко Лисенко" own />
        <Avatar name="Юлія Ґудзь" />
        <Avatar name={null} unnamed="nobody known" />
        <Avatar name="Анна Сидоренко" size={42} />
      </Sample>
      <Sample name="Field" wide>
        <Field label="Label" value={text} onChangeText={onChangeText} hint="A hint" />
        <Field label="Wrong" value={text} onChangeText={onChangeText} error="What is wrong." />
        <Field label="Secret" value={text} onChangeText={onChangeText} secret />
      </Sample>
      <Sample name="Group, ListRow" wide>
        <Group title="Group">
          <ListRow icon={Settings} label="Opens" value="value" opens onPress={nothing} />
          <ListRow label="With a note" note="What pressing it means" onPress={nothing} />
          <ListRow label="Chosen" chosen onPress={nothing} />
          <ListRow label="Danger" tone="danger" onPress={nothing} />
          <ListRow label="Read, not pressed" value="value" />
        </Group>
      </Sample>
    </>
  );
}
