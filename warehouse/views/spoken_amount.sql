-- A number with a scale or a currency beside it, in messages that are nobody's repeated, quoted or forwarded words.
-- A Chinese scale stands without a space: '底薪88000 万象' is a wage and a town.
with scale (pattern, factor) as (
    values
    ('tỷ|млрд', 1e9), ('亿|億', 1e8), ('万|萬|[0-9]w', 1e4), ('千|[0-9]k|тыс|nghìn|ngàn', 1e3), ('млн|triệu|[0-9] ?tr', 1e6)
),
currency (pattern, unit) as (
    values
    ('usdt|[0-9万萬千kw]u$', 'USDT'), ('元|块|塊|人民币|rmb|cny|¥', 'CNY'), ('руб|₽', 'RUB'), ('đ$|đồng|vnd|₫', 'VND'),
    ('€|eur', 'EUR'), ('美元|美金|刀|usd$|dollar|bucks|\$|đô', 'USD')
),
heard as (
    select message.message_id, message.case_id, message.exhibit_id, message.locator,
        regexp_extract_all(
            message.text,
            '(?i)(?:[$€¥₽₫]\s?)?\b[0-9]+(?:[.,][0-9]+)*'
            || '(?:k\b|w\b|ku\b|wu\b|[千万萬亿億]{1,2}|\s?(?:тыс[а-я]*\.?|млн\.?|млрд\.?|triệu|tr\b|nghìn|ngàn|tỷ))?'
            || '(?:u\b|\s?(?:元|块|塊|人民币|rmb\b|cny\b|usdt\b|美元|美金|刀|usd\b|dollars?\b|bucks\b|\$|руб[а-я]*\.?|₽|đồng|đô|vnd\b|đ|₫|eur\b|euros?\b|€))?'
        ) as found
    from snapshot.message
    where regexp_matches(message.text, '[0-9]')
        and not exists (
            select 1 from snapshot.message_trait as trait
            where trait.message_id = message.message_id and trait.case_id = message.case_id
        )
),
amount as (
    select heard.message_id, heard.case_id, place.position, trim(heard.found[place.position]) as raw,
        heard.exhibit_id, heard.locator
    from heard, unnest(range(1, len(heard.found) + 1)) as place (position)
),
word as (
    select distinct raw, lower(raw) as spelled, regexp_extract(raw, '[0-9]+(?:[.,][0-9]+)*') as digits from amount
),
read as (
    select word.raw, product(scale.factor) as factor, min(currency.unit) as unit,
        try_cast(case
            when regexp_full_match(any_value(word.digits), '[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?')
                then replace(any_value(word.digits), ',', '')
            when regexp_full_match(any_value(word.digits), '[0-9]{1,3}(\.[0-9]{3}){2,}')
                then replace(any_value(word.digits), '.', '')
            else replace(any_value(word.digits), ',', '.')
        end as double) as number
    from word
    left join scale on regexp_matches(word.spelled, scale.pattern)
    left join currency on regexp_matches(word.spelled, currency.pattern)
    group by word.raw
)
select amount.message_id, amount.case_id, amount.position, amount.raw, round(read.number * coalesce(read.factor, 1), 2) as value,
    coalesce(read.unit, 'unstated') as unit, amount.exhibit_id, amount.locator
from amount
inner join read on amount.raw = read.raw
where read.number is not null and (read.factor is not null or read.unit is not null)
order by amount.case_id, amount.message_id, amount.position;
